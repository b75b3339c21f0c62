"""Tables of people in and out: Excel and CSV files to text cells and back. What the cells mean is the domain's."""
