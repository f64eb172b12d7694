"""Old pages, texts and tables in; drafts and rows out, with every change listed."""
