"""The conformance suite of the Jupyter project, every part of it."""
import functools
import os
import unittest

import jupyter_kernel_test

# Seconds until a test gives up; the suite's own 15 are too few for a busy machine.
WAIT = int(os.environ.get("CURL_DESCENT_TEST_PATIENCE", "300"))
jupyter_kernel_test.TIMEOUT = WAIT
jupyter_kernel_test.start_new_kernel = functools.partial(jupyter_kernel_test.start_new_kernel, startup_timeout=WAIT)


class ConformanceTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.Write("hello, world");'
    code_stderr = 'Console.Error.Write("oops");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "#!mark", "matches": {"#!markdown"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 2;", "#!lsmagic", "foreach (var i in new[] { 1 }) { }"]
    incomplete_code_samples = ["foreach (var i in new[] { 1 }) {", "int F(", 'var s = """']
    invalid_code_samples = ["int 3x = ;", "}"]
    code_page_something = "Console.WriteLine?"
    code_generate_error = 'throw new Exception("no");'
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "\"a\" + 'b'", "result": "ab"},
        {"code": "6 * 7", "result": "42"},
        {"code": "new { A = 1 }", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"))', "mime": "text/html"},
        {"code": '"x".DisplayAs("text/markdown");', "mime": "text/markdown"},
        {"code": 'display(LaTeX("x^2"))', "mime": "text/latex"},
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "ClearOutput();"

    def execute_helper(self, code, timeout=WAIT, **options):
        # The suite gives each message on this channel a tenth of a second after the reply.
        channel = self.kc.iopub_channel
        get = channel.get_msg
        channel.get_msg = lambda timeout: get(timeout=WAIT)
        try:
            return super().execute_helper(code, timeout, **options)
        finally:
            del channel.get_msg

    def history_helper(self, execute_first, timeout=WAIT, **options):
        return super().history_helper(execute_first, timeout, **options)


if __name__ == "__main__":
    unittest.main(verbosity=2)
