"""The REST side: what is asked, what is checked, what is answered."""
