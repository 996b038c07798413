"""One function for each report; it says how many queries it takes, and none of them grows with pupils."""
