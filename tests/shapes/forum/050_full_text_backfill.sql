update posts set body = body;
