"""`review extract`: a second reading of a publication, by somebody who has not seen the first."""
