"""The index of the search. Its words are indexed by each database's own means, which Django's models cannot say.

A later migration that makes SQLite copy the table has to make the triggers anew.
"""

from django.db import migrations, models

SQLITE = (
    # The words stand in the table; the index is kept beside it by the triggers. Without positions it is half as large.
    """CREATE VIRTUAL TABLE website_searchentry_fts USING fts5(
        words, content='website_searchentry', content_rowid='id', detail=none, prefix='2 3 4',
        tokenize="ascii tokenchars ':'"
    )""",
    """CREATE TRIGGER website_searchentry_added AFTER INSERT ON website_searchentry BEGIN
        INSERT INTO website_searchentry_fts(rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER website_searchentry_gone AFTER DELETE ON website_searchentry BEGIN
        INSERT INTO website_searchentry_fts(website_searchentry_fts, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER website_searchentry_changed AFTER UPDATE ON website_searchentry BEGIN
        INSERT INTO website_searchentry_fts(website_searchentry_fts, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO website_searchentry_fts(rowid, words) VALUES (new.id, new.words);
    END""",
)
POSTGRESQL = (
    # Words as they stand, not as one language's parser would have them.
    """CREATE INDEX website_searchentry_words ON website_searchentry
        USING gin (array_to_tsvector(string_to_array(words, ' ')))""",
)


def add_index(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":  # everything else goes with the table
        schema_editor.execute("DROP TABLE website_searchentry_fts")


class Migration(migrations.Migration):
    dependencies = [("website", "0006_names_officers")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("languages", models.CharField(max_length=60)),
                ("day", models.CharField(max_length=10)),
                ("words", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="search_entry_once_a_thing"),
                ],
            },
        ),
        migrations.RunPython(add_index, remove_index),
    ]
