from django.db import models


class Stamp(models.Model):
    """How many times the thing a page shows has changed: bumped in the writing transaction.

    A page's ETag is made of it, so an unchanged page costs one look here. `kind` and `object_id` name what
    the page is about (`core.stamps` lists the kinds); a missing row means revision 0.
    """

    tenancy = "owned"

    pk = models.CompositePrimaryKey("school_id", "kind", "object_id")
    school_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    object_id = models.BigIntegerField()
    revision = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.revision}"
