"""Region, municipality, school, building and room, academic year, periods, classes and groups, regulations."""
