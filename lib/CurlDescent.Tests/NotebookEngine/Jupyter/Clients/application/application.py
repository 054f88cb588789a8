"""Serves JupyterLab's application that application.mjs made in the folder named first; the rest are the server's own arguments."""
import sys
from os import path

from jupyterlab_server import LabServerApp

APP = path.join(path.abspath(sys.argv[1]), "app")


class Lab(LabServerApp):
    app_name = "JupyterLab"
    app_version = "4.6"
    app_namespace = "jupyterlab"
    static_dir = path.join(APP, "static")
    templates_dir = path.join(APP, "templates")
    schemas_dir = path.join(APP, "schemas")
    themes_dir = path.join(APP, "themes")
    app_settings_dir = path.join(APP, "settings")
    user_settings_dir = path.join(APP, "user-settings")
    workspaces_dir = path.join(APP, "workspaces")



def _jupyter_server_extension_points():
    return [{"module": __name__, "app": Lab}]


Lab.launch_instance(sys.argv[2:])
