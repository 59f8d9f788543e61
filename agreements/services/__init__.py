"""What can be done with agreements: verb and thing, keyword-only, one transaction each."""
