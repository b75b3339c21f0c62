"""The demo organisation: made through the services alone, with told times, so that every page has something to show.

All people, places and answers are invented; passwords are random, shown once and kept nowhere in clear.
"""
