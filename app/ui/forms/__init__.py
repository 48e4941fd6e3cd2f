"""The page on which an office makes fields, lists of terms and forms its own."""
