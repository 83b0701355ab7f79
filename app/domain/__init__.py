"""What is true: rules and tables, without HTTP, sockets, HTML, asyncio or a hidden clock."""
