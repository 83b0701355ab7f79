"""The sample workshop and the sample programme."""

from app.demo.workshop import make as make
