"""Files in and out of delivery."""
