"""Weekly review, handoff and exports: values in, Markdown, HTML, CSV or JSON out."""
