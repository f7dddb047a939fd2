"""What reaches officers outside the desk: a calendar to subscribe to, and a weekly mail."""
