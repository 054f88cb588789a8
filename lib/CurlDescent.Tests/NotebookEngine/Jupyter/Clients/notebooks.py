"""Runs notebooks with nbclient, each in its own folder, and turns each into a page with nbconvert; --save keeps the executed notebooks in a folder."""
import argparse
import os
import time

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter

# Seconds until a test gives up: patience on a busy machine, not a promise of speed.
WAIT = int(os.environ.get("CURL_DESCENT_TEST_PATIENCE", "300"))

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("notebooks", nargs="+")
parser.add_argument("--save")
parser.add_argument("--no-page", action="store_true", help="only run: engines of others draw charts in ways of their own")
arguments = parser.parse_args()
for path in arguments.notebooks:
    notebook = nbformat.read(path, as_version=4)
    start = time.time()
    NotebookClient(notebook, timeout=2 * WAIT, startup_timeout=WAIT, iopub_timeout=WAIT, resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}}).execute()
    seconds = time.time() - start
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "execution counts"
    errors = [output for cell in cells for output in cell.outputs if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", [])]
    assert not errors, errors
    nbformat.validate(notebook)
    if arguments.save:
        nbformat.write(notebook, os.path.join(arguments.save, os.path.basename(path)))
    if arguments.no_page:
        print(f"measured: nbclient {os.path.basename(path)}: {len(cells)} cells, {seconds:.1f} s")
        continue
    charts = [output for cell in cells for output in cell.outputs if "application/vnd.plotly.v1+json" in output.get("data", {})]
    page, _ = HTMLExporter().from_notebook_node(notebook)
    # One copy of the library, and every chart's element.
    assert page.count("if(!window.Plotly){") == (1 if charts else 0), "plotly.js"
    assert page.count('class="plotly-chart"') == len(charts), "charts"
    print(f"measured: nbclient {os.path.basename(path)}: {len(cells)} cells, {len(charts)} charts, {seconds:.1f} s; page {len(page) / 1e6:.1f} MB")
