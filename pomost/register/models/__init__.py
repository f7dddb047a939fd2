"""Every kind of record that an office keeps, a file a kind."""

from pomost.register.models.act import Act, Signatory
from pomost.register.models.activity import (
    Activity,
    ActivityDocument,
    ActivityPhoto,
    ActivityStory,
    Attendance,
    Cost,
)
from pomost.register.models.amounts import ExchangeRate
from pomost.register.models.attachments import Attachment, Document, Photo
from pomost.register.models.award import Award, AwardDocument, AwardPhoto, AwardStory, Scheme, Step
from pomost.register.models.change import Change, Note
from pomost.register.models.contact import ContactPerson, ContactPersonStory
from pomost.register.models.former_address import FormerAddress
from pomost.register.models.knowledge import (
    Adoption,
    Challenge,
    ChallengeDocument,
    ChallengePhoto,
    ChallengeStory,
    Solution,
    SolutionDocument,
    SolutionPhoto,
    SolutionStory,
)
from pomost.register.models.network import (
    Due,
    Duty,
    Membership,
    MembershipStory,
    Network,
    NetworkDocument,
    NetworkPhoto,
    NetworkStory,
    WorkingGroup,
)
from pomost.register.models.office import Office, OfficeStory
from pomost.register.models.partnership import (
    Area,
    Partnership,
    PartnershipDocument,
    PartnershipPhoto,
    PartnershipStory,
)
from pomost.register.models.project import (
    Funding,
    Participation,
    Programme,
    Project,
    ProjectDocument,
    ProjectPhoto,
    ProjectStory,
    Report,
)
from pomost.register.models.record import Record, Story

__all__ = [
    "Act",
    "Activity",
    "ActivityDocument",
    "ActivityPhoto",
    "ActivityStory",
    "Adoption",
    "Area",
    "Attachment",
    "Attendance",
    "Award",
    "AwardDocument",
    "AwardPhoto",
    "AwardStory",
    "Challenge",
    "ChallengeDocument",
    "ChallengePhoto",
    "ChallengeStory",
    "Change",
    "ContactPerson",
    "ContactPersonStory",
    "Cost",
    "Document",
    "Due",
    "Duty",
    "ExchangeRate",
    "FormerAddress",
    "Funding",
    "Membership",
    "MembershipStory",
    "Network",
    "NetworkDocument",
    "NetworkPhoto",
    "NetworkStory",
    "Note",
    "Office",
    "OfficeStory",
    "Participation",
    "Partnership",
    "PartnershipDocument",
    "PartnershipPhoto",
    "PartnershipStory",
    "Photo",
    "Programme",
    "Project",
    "ProjectDocument",
    "ProjectPhoto",
    "ProjectStory",
    "Record",
    "Report",
    "Scheme",
    "Signatory",
    "Solution",
    "SolutionDocument",
    "SolutionPhoto",
    "SolutionStory",
    "Step",
    "Story",
    "WorkingGroup",
]
