print("edgerunner")
