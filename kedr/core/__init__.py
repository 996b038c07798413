"""Request and actor types, errors, tenancy, the base page and design tokens: all that knows no school."""
