"""What is measured against published figures, read in place beside the checkout."""
