"""What measures come to over many months, and how that is told."""
