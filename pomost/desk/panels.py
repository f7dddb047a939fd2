"""What the forms of the records look like: facts first, then stories, then what is rarely touched."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from pomost.desk.children_panel import ChildrenPanel
from pomost.desk.form_parts import AS_KNOWN, PEOPLE, money, one_each, origin, people_told, period, record_form
from pomost.desk.forms import ActivityForm
from pomost.desk.formsets import ActFormSet
from pomost.desk.standing import MissingActsPanel, StandingPanel
from pomost.desk.widgets import PickedRecords

acts = ChildrenPanel(
    "acts",
    panels=[
        FieldRowPanel(
            [
                FieldPanel(
                    "kind",
                    help_text=_(
                        "An agreement or its renewal brings the partnership into force. What comes before shows that "
                        "it is intended; a suspension, a notice, a termination or an expiry ends it or lets it rest."
                    ),
                ),
                FieldPanel("date", help_text=AS_KNOWN),
            ]
        ),
        FieldRowPanel([FieldPanel("number"), FieldPanel("place")]),
        FieldPanel("body"),
        FieldRowPanel(
            [
                FieldPanel("valid_until"),
                FieldPanel(
                    "notice_months",
                    help_text=_("How many months after a notice the agreement ends. Left empty where none was agreed."),
                ),
            ]
        ),
        FieldRowPanel([FieldPanel("languages"), FieldPanel("authentic_languages")]),
        ChildrenPanel(
            "signatories",
            panels=[FieldPanel("municipality"), FieldPanel("office"), FieldPanel("name"), FieldPanel("show_name")],
            heading=_("Signatories"),
            label=_("Signatory"),
            help_text=_("The office held is public. The name is public only where it is ticked."),
        ),
        FieldPanel(
            "supersedes",
            help_text=_("An act that was just added can be chosen here after it has been published."),
        ),
        FieldPanel("scan", help_text=_("Everybody can open it once the partnership is published.")),
        origin(),
    ],
    heading=_("Acts"),
    label=_("Act"),
    help_text=_("In the order in which they came. The legal state follows from them and from the calendar."),
    formset=ActFormSet,
)

partnership = record_form(
    [
        StandingPanel(heading=_("State today")),
        FieldPanel(
            "kind",
            help_text=_(
                "A twinning is formal and has no end; a friendship is limited in time or to a subject; a project "
                "partnership lasts for one project; a contact has no formal basis."
            ),
        ),
        FieldPanel("first"),
        FieldPanel(
            "second", help_text=_("Which town stands first makes no difference: one record serves both of them.")
        ),
        period("since", "until"),
        FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
    ],
    ObjectList([MissingActsPanel(heading=_("Missing acts")), acts], heading=_("Acts")),
    people=people_told(),
)

network = record_form(
    [
        FieldPanel("name"),
        FieldPanel("seat"),
        FieldPanel("website"),
        FieldPanel("speaks_to"),
        FieldPanel("undertakings"),
    ]
)

membership = record_form(
    [FieldPanel("network"), FieldPanel("member"), period("since", "until"), FieldPanel("representative")],
    ObjectList(
        [
            ChildrenPanel(
                "dues",
                panels=[
                    FieldRowPanel([FieldPanel("year"), FieldPanel("amount"), FieldPanel("currency")]),
                    FieldPanel("paid"),
                ],
                heading=_("Membership fees"),
                label=_("Membership fee"),
                formset=one_each("year", _("The fee of this year is entered already.")),
            ),
            ChildrenPanel(
                "duties",
                panels=[
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("due"), FieldPanel("met")]),
                    FieldPanel("is_public"),
                ],
                heading=_("Duties"),
                label=_("Duty"),
            ),
            ChildrenPanel(
                "working_groups",
                panels=[FieldPanel("name"), period("since", "until")],
                heading=_("Working groups"),
                label=_("Working group"),
            ),
        ],
        heading=_("Dues and duties"),
    ),
    files=False,
)

project = record_form(
    [
        FieldPanel("name"),
        FieldRowPanel(
            [
                FieldPanel("programme", help_text=_("Left empty where no programme pays for the project.")),
                FieldPanel("status"),
            ]
        ),
        period("start", "end"),
        FieldPanel("results"),
    ],
    ObjectList(
        [
            ChildrenPanel(
                "participations",
                panels=[
                    FieldPanel("municipality"),
                    FieldPanel("role", help_text=_("The lead partner answers to whoever gives the grant.")),
                ],
                heading=_("Partners"),
                label=_("Partner"),
                formset=one_each("municipality", _("This town takes part already.")),
            ),
            ChildrenPanel(
                "funding",
                panels=[FieldPanel("kind"), *money("planned", "paid")],
                heading=_("Money"),
                label=_("Source of money"),
                help_text=_("As planned, as paid, or both: each in the currency in which it was paid."),
            ),
            ChildrenPanel(
                "reports",
                panels=[FieldPanel("name"), FieldRowPanel([FieldPanel("due"), FieldPanel("submitted")])],
                heading=pgettext_lazy("project", "Reports"),
                label=_("Report"),
            ),
        ],
        heading=_("Partners and money"),
    ),
)

activity = record_form(
    [
        FieldRowPanel(
            [
                FieldPanel("kind"),
                FieldPanel(
                    "status",
                    help_text=_("After the day: held or cancelled. Only what was held counts as a sign of life."),
                ),
            ]
        ),
        FieldPanel("name"),
        period("start", "end"),
        FieldRowPanel(
            [
                FieldPanel("start_time", help_text=_("An hour needs the exact day.")),
                FieldPanel("end_time"),
                FieldPanel("time_zone", help_text=_("The hours are those of this place.")),
            ]
        ),
        FieldPanel("place"),
        FieldPanel("venue"),
        MultiFieldPanel(
            [FieldPanel(name, widget=PickedRecords) for name in ("partnerships", "networks", "projects")],
            heading=_("Belongs to"),
            help_text=_("To choose from: the partnerships, networks and projects of the keeper."),
        ),
        FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
        FieldPanel(
            "criterion",
            help_text=_("Where the activity belongs in an application for the Europe Prize. It may be left empty."),
        ),
        FieldPanel("outcome"),
    ],
    ObjectList(
        [
            ChildrenPanel(
                "costs", panels=[FieldPanel("purpose"), *money("amount")], heading=_("Costs"), label=_("Cost")
            ),
        ],
        heading=_("Costs"),
    ),
    people=ObjectList(
        [
            ChildrenPanel(
                "attendance",
                panels=[
                    FieldPanel("municipality"),
                    FieldPanel("group"),
                    FieldRowPanel(
                        [
                            FieldPanel("direct", help_text=_("Everybody who took part in person, each counted once.")),
                            FieldPanel(
                                "invited",
                                help_text=_(
                                    "Those who came from another country at an invitation; part of the number before."
                                ),
                            ),
                        ]
                    ),
                ],
                heading=_("People"),
                label=_("Number of people"),
                help_text=_("Numbers only: a town and a group a row. No names."),
            ),
        ],
        heading=PEOPLE,
    ),
    base_form_class=ActivityForm,
)

award = record_form(
    [
        FieldPanel("step", help_text=_("The ladder shows which step comes next.")),
        FieldPanel("recipient"),
        FieldPanel("received", help_text=AS_KNOWN),
        FieldPanel("place"),
        FieldPanel("received_by"),
    ]
)

challenge = record_form(
    [
        FieldPanel("municipality"),
        FieldPanel("name"),
        FieldPanel("since", help_text=AS_KNOWN),
        FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
    ]
)

solution = record_form(
    [
        FieldPanel("challenge"),
        FieldPanel("municipality"),
        FieldPanel("name"),
        period("start", "end"),
        FieldPanel("result"),
        MultiFieldPanel(money("cost"), heading=_("Cost")),
        FieldPanel("office"),
        FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
    ],
    ObjectList(
        [
            ChildrenPanel(
                "adoptions",
                panels=[FieldPanel("municipality"), FieldPanel("since", help_text=AS_KNOWN), FieldPanel("outcome")],
                heading=_("Towns that took it over"),
                label=_("Town"),
                formset=one_each("municipality", _("This town is entered already.")),
            )
        ],
        heading=_("Taken over"),
    ),
)

office = record_form(
    [
        FieldPanel("municipality"),
        FieldPanel("name"),
        FieldPanel("institution"),
        FieldRowPanel(
            [
                FieldPanel("email", help_text=_("The office’s own address, not a person’s: it is always public.")),
                FieldPanel("phone", help_text=_("With the country code, such as +48 65 529 81 00.")),
            ]
        ),
        FieldPanel("address"),
        FieldPanel("website"),
    ],
    people=people_told(),
    files=False,
)

contact_person = record_form(
    [
        FieldPanel("office"),
        FieldPanel("name"),
        FieldPanel("function", help_text=_("Such as: head of the promotion department.")),
        FieldRowPanel(
            [FieldPanel("email"), FieldPanel("phone", help_text=_("With the country code, such as +48 65 529 81 00."))]
        ),
        FieldPanel("languages"),
        FieldRowPanel(
            [
                FieldPanel("valid_from"),
                FieldPanel(
                    "valid_until", help_text=_("The last day. From the next one on, nobody in public sees the person.")
                ),
            ]
        ),
        MultiFieldPanel(
            [FieldPanel("is_public"), FieldPanel("legal_basis"), FieldPanel("review_on")], heading=_("Data protection")
        ),
    ],
    files=False,
)

municipality = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("names"),
        FieldRowPanel([FieldPanel("country"), FieldPanel("region")]),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("latitude", help_text=_("In degrees, south with a minus: 51.84.")),
                        FieldPanel("longitude", help_text=_("In degrees, west with a minus: 16.57.")),
                    ]
                ),
                HelpPanel(template="desk/place_map.html"),
            ],
            heading=_("Place on the map"),
        ),
        FieldPanel("website"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("geonames_id", help_text=_("By this number other registers know the town.")),
                        FieldPanel("wikidata_id", help_text=_("Such as: Q105071.")),
                    ]
                ),
                FieldPanel("slug"),
            ],
            heading=_("Keys"),
        ),
    ]
)

area = ObjectList([FieldPanel("name")])

scheme = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("grantor"),
        FieldPanel("website"),
        FieldRowPanel([FieldPanel("apply_by_day"), FieldPanel("apply_by_month")]),
        ChildrenPanel(
            "steps",
            panels=[FieldPanel("name")],
            heading=_("Steps"),
            label=_("Step"),
            help_text=_("In the order in which they are received."),
        ),
    ]
)

programme = ObjectList([FieldPanel("name"), FieldPanel("fund"), FieldPanel("website")])

exchange_rate = ObjectList(
    [
        FieldRowPanel([FieldPanel("currency"), FieldPanel("target")]),
        FieldRowPanel(
            [
                FieldPanel("rate", help_text=_("Sums are converted only at a rate that stands here.")),
                FieldPanel("day"),
            ]
        ),
        FieldPanel("source"),
    ]
)
