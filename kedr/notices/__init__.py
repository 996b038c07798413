"""Notices (уведомления): what happened, told to an account in its inbox and by e-mail; the words are the sender's."""
