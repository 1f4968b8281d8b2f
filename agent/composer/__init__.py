"""The offline composer: drafts from playbook variants and recorded facts, without a model."""
