"""Tenant first: every row a school owns is keyed (school_id, id), and the database refuses links between schools.

A model says what kind of table it is:

- `owned`: belongs to one school; subclasses `Owned`;
- `reference`: small, shared by all schools, rarely written (municipality, school, subject);
- `account`: sign-in accounts and their links to persons, known by region-wide keys;
- `rollup`: totals computed from owned rows.

docs/decisions/0002-tenancy-and-keys.md tells why.
"""

from kedr.core.tenancy.constraints import ReferenceFK, SameSchool
from kedr.core.tenancy.ids import new_id
from kedr.core.tenancy.links import SchoolFK
from kedr.core.tenancy.models import Owned, OwnedManager, OwnedQuerySet

__all__ = ["Owned", "OwnedManager", "OwnedQuerySet", "ReferenceFK", "SameSchool", "SchoolFK", "new_id"]
