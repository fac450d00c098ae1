#!/bin/sh
# What an earlier start deployed is gone with it.
exec rm -f "$OO_API"
