"""NetSchool, another system of the region's schools: what its diary gave is brought into a school's base."""
