"""The gate: what a pull request does to the review, computed without rights and posted as one comment of inert text.

A run without secrets and without rights executes the pull request (`tree`, `gathering`, `pages`, `pictures`) and stores
data (`material`). Another run, which executes code of the main branch only, takes these data as hostile (`archive`,
`material`), asks GitHub to whom they belong (`github`), and writes the comment (`quoting`, `overlay`, `comment`,
`posting`). `proposing` opens the pull requests that workflows make themselves.
"""
