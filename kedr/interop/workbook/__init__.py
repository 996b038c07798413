"""One workbook that tells a whole school: read, checked, written and set up."""
