"""Pages of sign-in, of the account, and of its roles."""
