"""Sign-in, sessions, second factor and the roles an account has been given."""
