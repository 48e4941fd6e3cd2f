"""The interview: a testimony typed on one calm screen while somebody speaks."""
