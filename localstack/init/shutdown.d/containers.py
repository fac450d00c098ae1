import runpy

runpy.run_path("/etc/localstack/init/containers.py")["stop"]()
