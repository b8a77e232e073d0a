"""The measures, each a small module that knows ids, sets and numbers and nothing of rasid."""
