"""What an answer may say: playbooks, their versions, index and search; knows no member."""
