"""Files from outside: choosing, taking in, looking at, copying out."""
