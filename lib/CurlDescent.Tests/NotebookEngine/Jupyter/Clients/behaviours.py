"""What notebook front ends rely on, through Jupyter's own client. The course's library is the first argument."""
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from queue import Empty

from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

LIBRARY = sys.argv.pop(1)
# Seconds until a test gives up: patience on a busy machine, not a promise of speed.
WAIT = int(os.environ.get("CURL_DESCENT_TEST_PATIENCE", "300"))


class KernelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=WAIT)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def run_cell(self, code, **options):
        """Reply and iopub messages of a cell; status messages left out."""
        messages = []
        options.setdefault("allow_stdin", False)
        reply = self.client.execute_interactive(code, timeout=WAIT, output_hook=messages.append, **options)
        return reply["content"], [m for m in messages if m["msg_type"] != "status"]

    def good(self, code, **options):
        reply, messages = self.run_cell(code, **options)
        self.assertEqual("ok", reply["status"], reply.get("traceback"))
        return messages

    def result(self, code):
        return [m["content"]["data"]["text/plain"] for m in self.good(code) if m["msg_type"] == "execute_result"][-1]

    def start_cell(self, code):
        """Starts a cell and waits until it has printed something."""
        id = self.client.execute(code, allow_stdin=False)
        while True:
            message = self.client.get_iopub_msg(timeout=WAIT)
            if message["parent_header"].get("msg_id") == id and message["msg_type"] == "stream":
                return id

    def reply_to(self, id):
        while True:
            reply = self.client.get_shell_msg(timeout=WAIT)
            if reply["parent_header"]["msg_id"] == id:
                return reply["content"]

    def send(self, type, **content):
        message = self.client.session.msg(type, content)
        self.client.shell_channel.send(message)
        self.sent = message["header"]["msg_id"]

    def until_idle(self):
        """What the kernel publishes until it has served the message sent last; other status messages left out."""
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=WAIT)
            if message["msg_type"] != "status":
                messages.append(message)
            elif message["content"]["execution_state"] == "idle" and message["parent_header"].get("msg_id") == self.sent:
                return messages


# What is alive, and what the process holds.
MEMORY = """
long Alive() { for (int i = 0; i < 3; i++) { GC.Collect(2, GCCollectionMode.Aggressive, true, true); GC.WaitForPendingFinalizers(); } return GC.GetTotalMemory(true) >> 20; }
long Held() => Environment.WorkingSet >> 20;
"""


def memory(case):
    """Megabytes alive and held, after a collection."""
    case.good(MEMORY)
    return tuple(int(case.result(call)) for call in ("Alive()", "Held()"))


class ExecutionTests(KernelCase):
    def test_state_lives_on_and_counts_go_up(self):
        first, _ = self.run_cell("var kept = 5;")
        second, messages = self.run_cell("kept + 1")
        self.assertEqual(first["execution_count"] + 1, second["execution_count"])
        shown = [m for m in messages if m["msg_type"] == "execute_result"][0]["content"]
        self.assertEqual(("6", second["execution_count"]), (shown["data"]["text/plain"], shown["execution_count"]))

    def test_silent_cells_show_and_count_nothing(self):
        before, _ = self.run_cell("1")
        reply, messages = self.run_cell("Console.WriteLine(1); var quiet = 8; quiet", silent=True)
        self.assertEqual(("ok", [], before["execution_count"]), (reply["status"], messages, reply["execution_count"]))
        self.assertEqual("8", self.result("quiet"))

    def test_cells_not_stored_are_not_counted(self):
        before, _ = self.run_cell("1")
        reply, messages = self.run_cell("2", store_history=False)
        self.assertEqual(before["execution_count"], reply["execution_count"])
        self.assertTrue(messages)

    def test_user_expressions(self):
        reply, messages = self.run_cell("var u = 20;", user_expressions={"good": "u + 1", "bad": "nothing"})
        self.assertEqual("21", reply["user_expressions"]["good"]["data"]["text/plain"])
        self.assertEqual("error", reply["user_expressions"]["bad"]["status"])
        self.assertEqual(["execute_input"], [m["msg_type"] for m in messages])

    def test_errors_name_the_users_lines_only(self):
        reply, messages = self.run_cell('void Fail()\n{\n    throw new InvalidOperationException("no");\n}\nFail();')
        count = reply["execution_count"]
        self.assertEqual("no", reply["evalue"])
        self.assertEqual([f"   at Cell[{count}]:line 3 in Fail", f"   at Cell[{count}]:line 5"], reply["traceback"][1:])
        self.assertEqual(["execute_input", "error"], [m["msg_type"] for m in messages])

    def test_only_cells_queued_before_the_error_are_aborted(self):
        failing = self.client.execute('System.Threading.Thread.Sleep(300); throw new Exception("stop");')
        queued = self.client.execute("var never = 1;")
        question = self.client.kernel_info()
        replies = {}
        while len(replies) < 3:
            reply = self.client.get_shell_msg(timeout=WAIT)
            replies[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
        self.assertEqual({failing: "error", queued: "aborted", question: "ok"}, replies)
        self.assertEqual("3", self.result("1 + 2"))
        on = self.client.execute('throw new Exception("go on");', stop_on_error=False)
        after = self.client.execute("4")
        self.assertEqual(["error", "ok"], [self.reply_to(on)["status"], self.reply_to(after)["status"]])

    def test_displays_update_and_clear(self):
        messages = self.good('var d = display("one"); d.Update("two"); ClearOutput(true);')[1:]
        self.assertEqual(["display_data", "update_display_data", "clear_output"], [m["msg_type"] for m in messages])
        first, second, clear = [m["content"] for m in messages]
        self.assertEqual(first["transient"]["display_id"], second["transient"]["display_id"])
        self.assertEqual(("one", "two", True), (first["data"]["text/plain"], second["data"]["text/plain"], clear["wait"]))

    def test_streams_keep_their_order_and_unicode(self):
        messages = self.good('Console.Write("a\\U0001F600é"); Console.Error.Write("b"); Console.Write("c"); display(1); Console.Write("d");')[1:]
        seen = [(m["content"].get("name"), m["content"].get("text")) for m in messages]
        self.assertEqual([("stdout", "a\U0001f600é"), ("stderr", "b"), ("stdout", "c"), (None, None), ("stdout", "d")], seen)

    def test_large_output_arrives_whole(self):
        megabytes = int(os.environ.get("CURL_DESCENT_KERNEL_MEGABYTES", "5"))
        start = time.time()
        messages = self.good(f"{{ var line = new string('x', 99); for (int i = 0; i < {10_000 * megabytes}; i++) Console.WriteLine(line); }}")
        length = sum(len(m["content"]["text"]) for m in messages if m["msg_type"] == "stream")
        print(f"measured: {megabytes} MB output {time.time() - start:.2f} s in {len(messages)} messages; the kernel then holds {memory(self)}")
        self.assertEqual(1_000_000 * megabytes, length)

    def test_output_of_background_work_belongs_to_its_cell(self):
        id = self.start_cell('_ = Task.Run(async () => { await Task.Delay(400); Console.Write("late"); }); Console.Write("now");')
        other = self.client.execute("Console.Write(\"other\");")
        parents = {}
        while len(parents) < 2:
            message = self.client.get_iopub_msg(timeout=WAIT)
            if message["msg_type"] == "stream":
                parents[message["content"]["text"]] = message["parent_header"]["msg_id"]
        self.assertEqual({"other": other, "late": id}, parents)

    def test_an_exception_on_another_thread_is_told_and_survived(self):
        self.start_cell('new System.Threading.Thread(() => throw new Exception("aside")).Start(); System.Threading.Thread.Sleep(300); Console.Write("x");')
        self.assertEqual("2", self.result("1 + 1"))

    def test_input(self):
        def answer(prompt):
            self.client.input({"name? ": "Ada", "": "line", "secret": "pass"}[prompt["content"]["prompt"]])

        messages = self.good('await GetInputAsync("name? ") + Console.ReadLine() + (await GetPasswordAsync("secret")).GetClearTextPassword()', allow_stdin=True, stdin_hook=answer)
        self.assertEqual("Adalinepass", messages[-1]["content"]["data"]["text/plain"])
        reply, _ = self.run_cell('await GetInputAsync("name? ")', allow_stdin=False)
        self.assertEqual("InputError", reply["ename"])

    def test_magics_and_other_languages(self):
        self.assertIn("#!whos", self.good("#!lsmagic")[1]["content"]["data"]["text/plain"])
        self.assertEqual("# Hi", self.good("#!markdown\n# Hi")[1]["content"]["data"]["text/markdown"])
        self.assertIn("<b>", self.good("#!html\n<b>x</b>")[1]["content"]["data"]["text/html"])
        self.assertIn("Wall time", self.good("#!time\n1")[-1]["content"]["data"]["text/plain"])
        reply, _ = self.run_cell("#!fsharp\nlet x = 1")
        self.assertIn("supported languages: csharp, markdown, html", reply["evalue"])
        reply, _ = self.run_cell("#!nonsense")
        self.assertIn("#!lsmagic", reply["evalue"])

    def test_progress_is_one_display_that_changes(self):
        code = 'using (var bar = Progress("runs")) for (int i = 0; i <= 10; i++) bar.Report(i / 10.0);'
        messages = self.good(code, allow_stdin=True)[1:]
        self.assertEqual("display_data", messages[0]["msg_type"])
        self.assertEqual({"update_display_data"}, {m["msg_type"] for m in messages[1:]})
        self.assertIn("<progress", messages[0]["content"]["data"]["text/html"])
        self.assertEqual("runs: 100 %", messages[-1]["content"]["data"]["text/plain"])
        # Who answers no questions keeps what is shown: one line.
        self.assertEqual(["runs: 100 %"], [m["content"]["data"]["text/plain"] for m in self.good(code)[1:]])

    def test_comms_of_unknown_targets_are_refused_politely(self):
        self.assertEqual({}, self.client.comm_info("nowhere", reply=True, timeout=WAIT)["content"]["comms"])
        self.send("comm_open", comm_id="stranger", target_name="jupyter.widget.control", data={})
        self.assertEqual(["stranger"], [m["content"]["comm_id"] for m in self.until_idle() if m["msg_type"] == "comm_close"])



class WidgetTests(KernelCase):
    """Widgets as ipywidgets' front ends see them: messages of comms, in the widget protocol's version 2."""

    def shown(self, code):
        """Shows a widget: its model's id, the state it was opened with, and the id of the cell."""
        messages = self.good(code)
        opened = {m["content"]["comm_id"]: m for m in messages if m["msg_type"] == "comm_open"}
        view = [m for m in messages if "application/vnd.jupyter.widget-view+json" in m["content"].get("data", {})][0]["content"]["data"]
        self.assertTrue(view["text/html"] and view["text/plain"])
        view = view["application/vnd.jupyter.widget-view+json"]
        self.assertEqual((2, 0), (view["version_major"], view["version_minor"]))
        open = opened[view["model_id"]]
        self.assertEqual(("jupyter.widget", "2.1.0"), (open["content"]["target_name"], open["metadata"]["version"]))
        style = open["content"]["data"]["state"]["style"].removeprefix("IPY_MODEL_")
        self.assertEqual([style, view["model_id"]], [id for id in opened if id in (style, view["model_id"])])
        return view["model_id"], open["content"]["data"]["state"], open["parent_header"]["msg_id"]

    def update(self, model, **state):
        self.send("comm_msg", comm_id=model, data={"method": "update", "state": state, "buffer_paths": []})
        return self.until_idle()

    def test_a_slider_changes_its_value_and_runs_what_waits_for_it(self):
        model, state, cell = self.shown('var slider = Widget.Slider("c", 0.0, 1.0, value: 0.25);\n'
                                        'slider.Changed += () => Console.Write($"now {slider.Value}");\nslider')
        self.assertEqual(("FloatSliderModel", "@jupyter-widgets/controls", 0.25, 0, 1, "c"),
                         tuple(state[k] for k in ("_model_name", "_model_module", "value", "min", "max", "description")))
        messages = self.update(model, value=0.5)
        self.assertEqual([("stream", "now 0.5", cell)],
                         [(m["msg_type"], m["content"]["text"], m["parent_header"]["msg_id"]) for m in messages])
        self.assertEqual("0.5", self.result("slider.Value"))
        self.assertEqual([], self.update(model, value=0.5))
        self.assertEqual([], self.update(model, value="high"))

    def test_code_moves_a_slider(self):
        model, state, _ = self.shown('var whole = Widget.Slider("n", 1, 9);\nwhole')
        self.assertEqual(("IntSliderModel", 1, 1, 9, 1), tuple(state[k] for k in ("_model_name", "value", "min", "max", "step")))
        moved = [m["content"] for m in self.good("whole.Value = 4;") if m["msg_type"] == "comm_msg"]
        self.assertEqual([(model, "update", {"value": 4})], [(m["comm_id"], m["data"]["method"], m["data"]["state"]) for m in moved])
        reply, _ = self.run_cell("whole.Value = 40;")
        self.assertIn("goes from 1 to 9", reply["evalue"])
        self.assertEqual("4", self.result("whole.Value"))

    def test_a_dropdown_gives_the_value_behind_the_name(self):
        model, state, _ = self.shown('var choice = Widget.Dropdown("rule", ("plain", 1.5), ("flipped", -1.5));\nchoice')
        self.assertEqual(("DropdownModel", ["plain", "flipped"], 0), tuple(state[k] for k in ("_model_name", "_options_labels", "index")))
        self.update(model, index=1)
        self.assertEqual("-1.5", self.result("choice.Value"))
        self.update(model, index=7)
        self.update(model, index=None)
        self.assertEqual("-1.5", self.result("choice.Value"))

    def test_a_button_runs_its_action_between_cells_and_says_how_it_failed(self):
        model, state, cell = self.shown('int presses = 0;\nWidget.Button("press", async () =>\n{\n    await Task.Delay(1);\n'
                                        '    if (++presses == 2) throw new Exception("twice");\n    display(presses);\n})')
        self.assertEqual(("ButtonModel", "press"), (state["_model_name"], state["description"]))
        click = dict(comm_id=model, data={"method": "custom", "content": {"event": "click"}})
        self.client.execute("System.Threading.Thread.Sleep(300); presses += 0;")
        self.send("comm_msg", **click)
        shown = [m for m in self.until_idle() if m["msg_type"] == "display_data"]
        self.assertEqual([("1", cell)], [(m["content"]["data"]["text/plain"], m["parent_header"]["msg_id"]) for m in shown])
        self.send("comm_msg", **click)
        error = self.until_idle()[0]
        self.assertEqual(("error", "twice", cell), (error["msg_type"], error["content"]["evalue"], error["parent_header"]["msg_id"]))
        self.assertIn(":line 5", error["content"]["traceback"][1])

    def test_what_depends_on_widgets_is_drawn_again(self):
        messages = self.good('var x = Widget.Slider("x", -9, 9, value: 1);\nWidget.Show(() => 10 / x.Value, x);')
        model = [m["content"]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"] for m in messages
                 if "application/vnd.jupyter.widget-view+json" in m["content"].get("data", {})][0]
        first = messages[-1]["content"]
        self.assertEqual("10", first["data"]["text/plain"])
        again = self.update(model, value=5)
        self.assertEqual([("update_display_data", "2", first["transient"])],
                         [(m["msg_type"], m["content"]["data"]["text/plain"], m["content"]["transient"]) for m in again])
        failed = self.update(model, value=0)[0]["content"]["data"]["text/plain"]
        self.assertIn("DivideByZeroException", failed)
        self.assertIn(":line 2", failed)
        self.assertEqual("-5", self.update(model, value=-2)[0]["content"]["data"]["text/plain"])

    def test_a_page_loaded_again_finds_its_widgets(self):
        model, _, _ = self.shown('var found = Widget.Slider("found", 0, 3);\nfound')
        self.update(model, value=2)
        comms = self.client.comm_info("jupyter.widget", reply=True, timeout=WAIT)["content"]["comms"]
        self.assertEqual({"target_name": "jupyter.widget"}, comms[model])
        self.send("comm_msg", comm_id=model, data={"method": "request_state"})
        state = self.until_idle()[0]["content"]["data"]
        self.assertEqual(("update", 2, "IntSliderModel"), (state["method"], state["state"]["value"], state["state"]["_model_name"]))
        style = state["state"]["style"].removeprefix("IPY_MODEL_")
        self.send("comm_msg", comm_id=style, data={"method": "request_state"})
        self.assertEqual("SliderStyleModel", self.until_idle()[0]["content"]["data"]["state"]["_model_name"])
        self.send("comm_close", comm_id=model, data={})
        self.until_idle()
        self.assertNotIn(model, self.client.comm_info("jupyter.widget", reply=True, timeout=WAIT)["content"]["comms"])

    def test_an_action_can_be_interrupted(self):
        model, _, _ = self.shown('Widget.Button("for ever", () => { Console.Write("go"); while (true) { } })')
        self.send("comm_msg", comm_id=model, data={"method": "custom", "content": {"event": "click"}})
        while self.client.get_iopub_msg(timeout=WAIT)["msg_type"] != "stream":
            pass
        self.manager.interrupt_kernel()
        self.assertEqual(["Interrupted"], [m["content"]["ename"] for m in self.until_idle() if m["msg_type"] == "error"])
        self.assertEqual("2", self.result("1 + 1"))

    def test_messages_of_the_wrong_shape_change_nothing(self):
        model, _, _ = self.shown('var firm = Widget.Slider("firm", 0, 3);\nfirm')
        wrong = [{"method": 7}, {"method": "update"}, {"method": "update", "state": []}, {"method": "update", "state": {"value": {}}}, []]
        for data in wrong:
            self.send("comm_msg", comm_id=model, data=data)
            self.until_idle()
        self.send("comm_msg", comm_id="nobody", data={"method": "request_state"})
        self.assertEqual([], self.until_idle())
        self.assertEqual("0", self.result("firm.Value"))


class QuestionTests(KernelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good(cls(), f'#r "{LIBRARY}"\n' + "using CurlDescent;\nvar session_variable = new List<int>();")

    def runTest(self):
        pass

    def complete(self, code, position=None):
        start = time.time()
        content = self.client.complete(code, position, reply=True, timeout=WAIT)["content"]
        print(f"measured: completion of {code!r} {time.time() - start:.3f} s")
        return content

    def inspect(self, code, position=None):
        content = self.client.inspect(code, position, reply=True, timeout=WAIT)["content"]
        self.assertTrue(content["found"], code)
        return content["data"]["text/plain"]

    def test_completion_sees_the_session(self):
        self.assertIn("session_variable", self.complete("session_")["matches"])
        self.assertIn("Capacity", self.complete("session_variable.Cap")["matches"])
        self.assertEqual(["Run"], self.complete("Trainer.Ru")["matches"])
        self.assertIn("TrainingSpec", self.complete("new TrainingSp")["matches"])
        kinds = self.complete("Trainer.Ru")["metadata"]["_jupyter_types_experimental"]
        self.assertEqual(("Run", "method"), (kinds[0]["text"], kinds[0]["type"]))

    def test_positions_count_code_points(self):
        code = 'var s = "\U0001f600\U0001f600"; Console.WriteL(1);'
        position = code.index("(")
        content = self.complete(code, position)
        self.assertEqual(["WriteLine"], content["matches"])
        self.assertEqual((position - len("WriteL"), position), (content["cursor_start"], content["cursor_end"]))

    def test_completion_behind_directives(self):
        code = '#r "nuget: Nothing, 1.0"\n#!time\nConsole.WriteL'
        self.assertEqual(["WriteLine"], self.complete(code)["matches"])
        self.assertIn("#!time", self.complete("#!ti")["matches"])

    def test_hover_shows_doc_comments_and_parameters(self):
        text = self.inspect("Trainer.Run", len("Trainer.Run"))
        self.assertIn("Recording Trainer.Run(", text)
        self.assertIn("\n  progress: ", text)
        self.assertIn("Recording Trainer.Run(", self.inspect("Trainer.Run(new ", 12))
        self.assertIn("TrainingSpec", self.inspect("TrainingSpec"))
        self.assertFalse(self.client.inspect("   ", 1, reply=True, timeout=WAIT)["content"]["found"])

    def test_only_what_programs_may_name_is_offered(self):
        # System.Private.CoreLib holds a namespace Internal; hover texts of the framework come with its reference assemblies.
        self.assertNotIn("Internal", self.complete("Interna")["matches"])
        self.assertIn("Interlocked", self.complete("System.Threading.Interl")["matches"])
        self.assertIn("Writes", self.inspect("Console.WriteLine", len("Console.WriteLine")))

    def test_help_pages(self):
        reply, _ = self.run_cell("?session_variable")
        self.assertIn("List<int>", reply["payload"][0]["data"]["text/plain"])


class InterruptTests(KernelCase):
    def interrupt(self, code):
        """Interrupts a cell that has begun to work; returns the seconds until its reply."""
        id = self.start_cell(code)
        time.sleep(0.3)
        start = time.time()
        self.manager.interrupt_kernel()
        reply = self.reply_to(id)
        seconds = time.time() - start
        self.assertEqual(("error", "Interrupted"), (reply["status"], reply["ename"]))
        self.assertEqual("7", self.result("survivor"))
        return seconds

    def test_interrupts_keep_the_session(self):
        self.good(f'#r "{LIBRARY}"\nint survivor = 7;\nbool ended = false;')
        self.good(LIBRARY_CODE)
        cells = {
            "loop": 'Console.WriteLine("go"); while (true) { }',
            "sleep": 'Console.WriteLine("go"); System.Threading.Thread.Sleep(100000);',
            "await": 'Console.WriteLine("go"); await Task.Delay(-1);',
            **{name: f'Console.WriteLine("go"); {call};' for name, call in LIBRARY_CALLS.items()},
        }
        for name, code in cells.items():
            with self.subTest(name):
                seconds = self.interrupt(f"ended = false;\n{code}\nended = true;")
                print(f"measured: interrupt of {name} {1000 * seconds:.0f} ms")
                # No time is asserted, since the machine may do other things too: a call that was stopped differs from one that came to its end.
                self.assertEqual("False", self.result("ended"))

    def test_an_interrupt_ends_a_request_for_input(self):
        id = self.client.execute('await GetInputAsync("?")', allow_stdin=True)
        self.client.get_stdin_msg(timeout=WAIT)
        self.manager.interrupt_kernel()
        self.assertEqual("error", self.reply_to(id)["status"])
        self.assertEqual("2", self.result("1 + 1"))


LIBRARY_CODE = '''
using CurlDescent; using CurlDescent.Experiments;
var spec = new TrainingSpec { Inputs = 60, HiddenUnits = 40, Epochs = 100_000_000, LearningRate = 1e-9 };
double[] ones = Enumerable.Repeat(1.0, 4000).ToArray();
var large = StabilityOperator.Create(RandomWeights.Create(4000, 4000, seed: 1, law: WeightLaw.Signs), ones, ones, 1);
double[] dense = large.ToDense();
'''
# Nobody passes a token here.
LIBRARY_CALLS = {
    "Trainer": "Trainer.Run(spec)",
    "ParallelTrainer": "ParallelTrainer.Run([spec, spec with { Run = 1 }, spec with { Run = 2 }]).ToArray()",
    "Ensemble": "Ensemble.Train(spec, runs: 4)",
    "Miniature": 'Miniature.Run("fig3a", seeds: 2, set: ["hiddenFraction=0.5"])',
    "Sweep": 'Sweep.Run(Catalogue.Find("fig3a").Resolve("paper"), System.IO.Path.GetTempFileName() + ".db")',
    "Lyapunov exponents": "LyapunovExponents.OfTraining(TrainingProblem.Create(spec), new LyapunovOptions { StepsPerBatch = 100_000_000 })",
    "Lanczos": "Lanczos.Compute(large, tolerance: 1e-300, maximumProducts: 4000)",
    "eigenvalues": "SymmetricEigenvalues.ComputeInPlace(dense, 4000)",
}


class LifeTests(unittest.TestCase):
    def test_restart_forgets_and_works(self):
        manager, client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=WAIT)
        try:
            client.execute_interactive("var x = 1;", timeout=WAIT, allow_stdin=False)
            start = time.time()
            manager.restart_kernel()
            client.wait_for_ready(timeout=WAIT)
            print(f"measured: restart to ready {time.time() - start:.2f} s")
            reply = client.execute_interactive("x", timeout=WAIT, allow_stdin=False, output_hook=lambda m: None)
            self.assertEqual("CompilationError", reply["content"]["ename"])
            start = time.time()
            client.shutdown(reply=True, timeout=WAIT)
            manager.finish_shutdown()
            print(f"measured: shutdown {time.time() - start:.2f} s")
            self.assertFalse(manager.is_alive())
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    def test_shutdown_does_not_wait_for_a_running_cell(self):
        manager, client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=WAIT)
        client.execute("while (true) { }")
        client.shutdown()
        manager.finish_shutdown(waittime=20)
        self.assertFalse(manager.is_alive())
        client.stop_channels()

    def test_a_kernel_whose_client_was_killed_ends(self):
        script = (
            "from jupyter_client.manager import start_new_kernel; import time\n"
            f"m, c = start_new_kernel(kernel_name='.net-csharp', startup_timeout={WAIT})\n"
            f"r = []; c.execute_interactive('Environment.ProcessId', timeout={WAIT}, output_hook=r.append, allow_stdin=False)\n"
            "print([x for x in r if x['msg_type'] == 'execute_result'][0]['content']['data']['text/plain'], flush=True); time.sleep(1000)\n")
        client = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        kernel = int(client.stdout.readline())
        client.kill()
        client.wait()
        client.stdout.close()
        for _ in range(10 * WAIT):
            try:
                with open(f"/proc/{kernel}/stat") as stat:
                    if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                        return
            except FileNotFoundError:
                return
            time.sleep(0.1)
        os.kill(kernel, signal.SIGKILL)
        self.fail("the kernel outlived its client")

    def test_an_interrupt_is_obeyed_while_the_first_cell_still_waits_for_the_kernel(self):
        for wait in (0, 0.2):
            manager, client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=WAIT)
            try:
                id = client.execute("while (true);", allow_stdin=False)
                while True:
                    message = client.get_iopub_msg(timeout=WAIT)
                    if message["msg_type"] == "execute_input" and message["parent_header"].get("msg_id") == id:
                        break
                time.sleep(wait)
                start = time.time()
                manager.interrupt_kernel()
                reply = client.get_shell_msg(timeout=WAIT)
                while reply["parent_header"]["msg_id"] != id:
                    reply = client.get_shell_msg(timeout=WAIT)
                print(f"measured: interrupt of the first cell {wait} s after its start {1000 * (time.time() - start):.0f} ms")
                self.assertEqual(("error", "Interrupted"), (reply["content"]["status"], reply["content"]["ename"]))
                reply = client.execute_interactive("1 + 1", timeout=WAIT, allow_stdin=False, output_hook=lambda m: None)
                self.assertEqual("ok", reply["content"]["status"])
            finally:
                client.stop_channels()
                manager.shutdown_kernel(now=True)

    @unittest.skipIf(sys.platform == "win32", "no unix sockets")
    def test_ipc(self):
        manager = KernelManager(kernel_name=".net-csharp", transport="ipc")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=WAIT)
            reply = client.execute_interactive("1 + 1", timeout=WAIT, allow_stdin=False, output_hook=lambda m: None)
            self.assertEqual("ok", reply["content"]["status"])
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


class MemoryTests(KernelCase):
    def test_memory_stays_flat(self):
        cells = int(os.environ.get("CURL_DESCENT_KERNEL_CELLS", "150"))
        self.good("long Memory() => Environment.WorkingSet >> 20;")
        for i in range(50):
            self.good(f"var v{i} = Enumerable.Range(0, {i}).Sum(); v{i}")
        early = int(self.result("Memory()"))
        start = time.time()
        for i in range(50, cells):
            self.good(f"var v{i} = Enumerable.Range(0, {i}).Sum(); v{i}")
        late = int(self.result("Memory()"))
        print(f"measured: {1000 * (time.time() - start) / (cells - 50):.1f} ms a cell; memory after 50 cells {early} MB, after {cells} {late} MB")
        self.assertLess(late, early + 200)


class ClientsTests(KernelCase):
    def test_eight_clients_at_once_each_get_their_own_answers_and_questions_cost_no_memory(self):
        requests = int(os.environ.get("CURL_DESCENT_KERNEL_REQUESTS", "16"))
        self.client.complete("Console.Wri", 11, reply=True, timeout=WAIT)
        before = memory(self)
        faults = []

        def work(number):
            # Not the manager's: its clients share one session, and so one identity.
            client = BlockingKernelClient(connection_file=self.manager.connection_file)
            client.load_connection_file()
            client.start_channels(hb=False, stdin=False)
            try:
                for i in range(requests):
                    # One in eight is a cell, which stays: its variables are the session's.
                    if i % 8 == 0:
                        sent, check = client.execute(f"{number} * 100000 + {i}", user_expressions={"own": f"{number} * 100000 + {i}"}), \
                            lambda c: c["user_expressions"]["own"]["data"]["text/plain"] == str(number * 100000 + i)
                    elif i % 4 == 1:
                        sent, check = client.complete("Console.WriteL", 14), lambda c: "WriteLine" in c["matches"]
                    elif i % 4 == 2:
                        sent, check = client.is_complete("if (true) {"), lambda c: c["status"] == "incomplete"
                    else:
                        sent, check = client.history(hist_access_type="tail", n=1), lambda c: len(c["history"]) == 1
                    reply = client.get_shell_msg(timeout=WAIT)
                    if reply["parent_header"]["msg_id"] != sent or not check(reply["content"]):
                        faults.append((number, i, reply["content"]))
            except Exception as problem:
                faults.append((number, repr(problem)))
            finally:
                client.stop_channels()

        start = time.time()
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = memory(self)
        cells = 2 * requests
        print(f"measured: 8 clients x {requests} requests {time.time() - start:.1f} s; MB alive and held {before}, then {after}; {cells} of them were cells")
        self.assertEqual([], faults)
        # A cell costs about 0.05 MB for good; a question none.
        self.assertLess(after[0], before[0] + 20 + 0.1 * cells)


if __name__ == "__main__":
    unittest.main(verbosity=2)
