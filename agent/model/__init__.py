"""The language model: a small protocol, and any OpenAI-compatible endpoint behind it."""

from agent.model.client import OpenAIModel
from agent.model.message import ChatMessage, ToolCall
from agent.model.protocol import ChatModel, Exchange, Talk, TalkingModel
from agent.model.settings import JsonMode, ModelSettings

__all__ = [
    "ChatMessage",
    "ChatModel",
    "Exchange",
    "JsonMode",
    "ModelSettings",
    "OpenAIModel",
    "Talk",
    "TalkingModel",
    "ToolCall",
]
