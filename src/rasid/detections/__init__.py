"""Rules run beside the analysis: SQL of our own, and Sigma of anyone's."""
