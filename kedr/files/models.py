from django.db import models

from kedr.core.tenancy import Owned


class StoredFile(Owned):
    """A file somebody put in (файл): what it is called and what it is. The content lies on the disk under its SHA-256.

    Never changed. A row of another app holds it by a link; one that nobody holds is removed in a later night.
    """

    name = models.CharField(max_length=150)
    size = models.IntegerField()  # bytes
    media_type = models.CharField(max_length=100)  # told by the content, never by the name
    sha256 = models.CharField(max_length=64)
    put_at = models.DateTimeField()
    put_by = models.BigIntegerField()  # the person

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="files_storedfile_size")]
        indexes = [models.Index("school_id", "sha256", name="files_storedfile_content")]

    def __str__(self) -> str:
        return self.name
