"""How current the review is: searches, notices on included publications, registered trials, retirement."""
