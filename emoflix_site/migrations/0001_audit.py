"""The audit log; on PostgreSQL the database itself refuses to change it."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION emoflix_audit_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'The audit log is only ever written on; what happened stays.'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER emoflix_audit_is_append_only BEFORE UPDATE OR DELETE ON emoflix_site_auditentry
FOR EACH ROW EXECUTE FUNCTION emoflix_audit_is_append_only();
"""
UNGUARD = """
DROP TRIGGER emoflix_audit_is_append_only ON emoflix_site_auditentry;
DROP FUNCTION emoflix_audit_is_append_only();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD, params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("when", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="when")),
                ("actor", models.BigIntegerField(db_index=True, null=True, verbose_name="account")),
                ("what", models.CharField(max_length=100, verbose_name="what")),
                ("action", models.CharField(blank=True, max_length=100, verbose_name="action")),
                ("objects_named", models.JSONField(default=list, verbose_name="objects")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="how many")),
                ("status", models.PositiveSmallIntegerField(verbose_name="answer")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit log",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
