"""DocVault: the document repository for companies that live by an operations manual."""
