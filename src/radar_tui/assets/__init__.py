"""The shipped model, rubric, playbook, styles, report templates and demo material."""
