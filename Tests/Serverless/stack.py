"""The services of the workflow on this machine: moto for S3, its events and Step Functions, AWS's runtime interface
emulator for each function, and frameveil serve for Rekognition. All processes end with this one."""
import http.client
import http.server
import json
import os
import pathlib
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse

import boto3
from botocore.config import Config

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY / "Tests/Stack"))
from ports import free_port  # noqa: E402 (it is beside the other stand-ins)

FUNCTIONS = {
    "start-detection": "start-face-detection", "receive": "start-face-detection", "check-job": "check-job-status",
    "get-detections": "get-detections", "blur": "blur", "record-failure": "record-failure",
    "plan": "plan", "join": "join", "remove-pieces": "remove-pieces",
    "await-message": "await-message", "resume": "resume"}
# Functions of which several invocations run at once, each in a process of its own, as in Lambda.
CROWDS = {"blur-span": 3}
ACCOUNT = "arn:aws:{}:us-east-1:123456789012:"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEX"}
BASE = {
    "PATH": os.environ["PATH"], "HOME": "/nonexistent", **KEYS, "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
    "FRAMEVEIL_MODEL": str(REPOSITORY / ".build/models/centerface.onnx")}


def wait_for(port, process):
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            os.sched_yield()
    sys.exit(f"{process.args} ended with {process.returncode}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """Ignores clients that close a keep-alive connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)


class Front(http.server.BaseHTTPRequestHandler):
    """The endpoint that moto's state machine interpreter uses for all AWS services: forwards invocations to the functions
    and all other requests to moto."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.stack.watch(self.command, self.path)
        if self.path.startswith("/2015-03-31/functions/"):
            name = urllib.parse.unquote(self.path.split("/")[3]).rsplit(":", 1)[-1]
            status, headers, answer = self.server.stack.invoke(name, body)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.server.stack.moto_port, timeout=600)
            connection.request(self.command, self.path, body, dict(self.headers))
            response = connection.getresponse()
            status, answer = response.status, response.read()
            headers = {name: value for name, value in response.getheaders()
                       if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server")}
            if self.command == "HEAD":
                headers["Content-Length"] = response.headers.get("Content-Length", "0")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

    def log_message(self, *_):
        pass


class Crowd(http.server.BaseHTTPRequestHandler):
    """A fake GetFaceDetection for a job with 50,000 faces, which no short clip has. Forwards all other requests to
    frameveil serve."""
    protocol_version = "HTTP/1.1"
    faces = 50_000

    def do_POST(self):
        stack = self.server.stack
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        if stack.crowd and self.headers["X-Amz-Target"].endswith(".GetFaceDetection"):
            status, answer = 200, json.dumps(self.page(request, stack.crowd)).encode()
        else:
            connection = http.client.HTTPConnection("127.0.0.1", stack.rekognition_port, timeout=600)
            connection.request("POST", self.path, body, dict(self.headers))
            response = connection.getresponse()
            status, answer = response.status, response.read()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def page(self, request, metadata):
        start, count = int(request.get("NextToken", 0)), request["MaxResults"]
        milliseconds = metadata["DurationMillis"]
        faces = [
            # BLUR_OPTIONS filters most of them: this tests the transport of the pages, not the speed of tracking.
            {"Timestamp": index * milliseconds // self.faces, "Face": {
                "Confidence": 10.0 if index % 200 else 99.0,
                "BoundingBox": {"Left": 0.4, "Top": 0.4, "Width": 0.05, "Height": 0.1}}}
            for index in range(start, min(start + count, self.faces))]
        answer = {"JobStatus": "SUCCEEDED", "VideoMetadata": metadata, "Faces": faces}
        return answer if start + count >= self.faces else {**answer, "NextToken": str(start + count)}

    def log_message(self, *_):
        pass


class Stack:
    def __init__(self, folder, program, **variables):
        self.folder = pathlib.Path(folder)
        self.program = program
        self.processes = []
        self.moto_port, self.front_port = free_port(), free_port()
        self.calls = []
        # Called with each request of S3 and each invocation, before it is answered.
        self.watch = lambda method, path: None
        # Called with the name and the event of each invocation; returns the body of the response.
        self.around = lambda name, body, invoke: invoke(body)
        self.lock = threading.Lock()
        self.front = Server(("127.0.0.1", self.front_port), Front)
        self.front.stack = self
        threading.Thread(target=self.front.serve_forever, daemon=True).start()
        moto = pathlib.Path(sys.executable).parent / "moto_server"
        self.run([str(moto), "-p", str(self.moto_port)], self.moto_port, MOTO_PORT=str(self.front_port))
        config = http.client.HTTPConnection("127.0.0.1", self.moto_port)
        config.request("POST", "/moto-api/config", json.dumps({"stepfunctions": {"execute_state_machine": True}}),
                       {"Content-Type": "application/json"})
        config.getresponse().read()
        self.url = f"http://127.0.0.1:{self.front_port}"
        self.clients = {}
        self.make_machine()
        self.rekognition_port, self.crowd = free_port(), None
        crowd = Server(("127.0.0.1", 0), Crowd)
        crowd.stack = self
        threading.Thread(target=crowd.serve_forever, daemon=True).start()
        self.videos = self.folder / "videos"
        self.videos.mkdir()
        self.run([program, "serve", "--rekognition", "--folder", str(self.videos), "--listen",
                  f"127.0.0.1:{self.rekognition_port}", "--topic", ACCOUNT.format("sns") + "jobs"],
                 self.rekognition_port, AWS_ENDPOINT_URL_SNS=self.url)
        # The emulators by their ports, and what they work on.
        self.emulators, self.working = {}, {}
        self.variables = {
            "AWS_ENDPOINT_URL": self.url, "AWS_ENDPOINT_URL_REKOGNITION": f"http://127.0.0.1:{crowd.server_port}",
            "STATE_MACHINE_ARN": self.machine, "OUTPUT_BUCKET": "output", "DETECTIONS_BUCKET": "detections",
            "BLUR_TIMEOUT_SECONDS": "900", "BLUR_OPTIONS": "--min-confidence 50", **variables}
        self.idle = {name: queue.SimpleQueue() for name in (*FUNCTIONS, *CROWDS)}
        for name, handler in FUNCTIONS.items():
            self.idle[name].put(self.start(handler))
        for name, count in CROWDS.items():
            for _ in range(count):
                self.idle[name].put(self.start(name))

    def run(self, words, port, **variables):
        log = open(self.folder / f"{pathlib.Path(words[0]).name}-{port}.log", "wb")
        process = subprocess.Popen(
            words, env={**BASE, **variables}, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        wait_for(port, process)
        return process

    def start(self, handler, **variables):
        port, api = free_port(), free_port()
        self.emulators[port] = self.run([str(REPOSITORY / ".build/emulator/aws-lambda-rie"), "--log-level", "error",
                  "--runtime-interface-emulator-address", f"127.0.0.1:{port}", "--runtime-api-address",
                  f"127.0.0.1:{api}", self.program, "lambda", handler], port,
                 AWS_LAMBDA_FUNCTION_TIMEOUT="900", AWS_LAMBDA_FUNCTION_MEMORY_SIZE="1769",
                 **{**self.variables, **variables})
        return port

    def kill(self, name, works_on):
        """Kills the process of the invocation of a function whose event is as asked for, as a lack of memory would."""
        [port] = [port for port, (function, body) in list(self.working.items())
                  if function == name and works_on(json.loads(body))]
        # A child belongs to the thread that started it.
        threads = pathlib.Path(f"/proc/{self.emulators[port].pid}/task").glob("*/children")
        [child] = [int(child) for thread in threads for child in thread.read_text().split()]
        os.kill(child, signal.SIGKILL)

    def announce_jobs(self):
        """Makes Rekognition publish completion notifications to a topic. Returns a queue that is subscribed to the topic,
        because moto's topics cannot invoke the functions."""
        sns = self.client("sns")
        topic = sns.create_topic(Name="jobs")["TopicArn"]
        queue = self.client("sqs").create_queue(QueueName="messages")["QueueUrl"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=ACCOUNT.format("sqs") + "messages")
        self.restart("start-detection", SNS_TOPIC_ARN=topic, SNS_ROLE_ARN="arn:aws:iam::123456789012:role/publisher")
        return queue

    def restart(self, name, **variables):
        """Starts a function anew with other variables."""
        for _ in range(CROWDS.get(name, 1)):
            self.idle[name].get()
        for _ in range(CROWDS.get(name, 1)):
            self.idle[name].put(self.start(FUNCTIONS.get(name, name), **variables))

    def client(self, service):
        with self.lock:
            if service not in self.clients:
                self.clients[service] = boto3.client(
                    service, endpoint_url=self.url, region_name="us-east-1",
                    aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
                    config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, read_timeout=600))
            return self.clients[service]

    def make_machine(self):
        text = (REPOSITORY / "deploy/state-machine.asl.json").read_text()

        def arn(found):
            words = re.sub(r"(?<!^)([A-Z])", r"-\1", found.group(1)).lower()
            return ACCOUNT.format("lambda") + f"function:{words}"

        definition = re.sub(r"\$\{(\w+)FunctionArn\}", arn, text).replace(
            "${InvokeAndWaitForTokenArn}", "arn:aws:states:::lambda:invoke.waitForTaskToken").replace(
            "${ReadItemsArn}", "arn:aws:states:::s3:getObject")
        self.machine = self.client("stepfunctions").create_state_machine(
            name="frameveil", definition=definition,
            roleArn="arn:aws:iam::123456789012:role/machine")["stateMachineArn"]
        s3, sqs = self.client("s3"), self.client("sqs")
        for bucket in ("input", "output", "detections"):
            s3.create_bucket(Bucket=bucket)
        self.queue = sqs.create_queue(QueueName="uploads")["QueueUrl"]
        s3.put_bucket_notification_configuration(Bucket="input", NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": ACCOUNT.format("sqs") + "uploads", "Events": ["s3:ObjectCreated:*"]}]})
        self.events()

    def events(self):
        """The S3 events since the last call."""
        sqs, found = self.client("sqs"), []
        while messages := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def invoke(self, name, body):
        """Invokes a function and returns the response as Lambda does. An emulator handles one invocation at a time."""
        answer = self.around(name, body, lambda body: self.ask(name, body))
        value = json.loads(answer)
        # Errors of the emulator itself, such as Runtime.ExitError, have no stack trace.
        failed = isinstance(value, dict) and "errorType" in value
        self.calls.append((name, value))
        return 200, {"X-Amz-Function-Error": "Unhandled"} if failed else {}, answer

    def ask(self, name, body):
        port = self.idle[name].get()
        self.working[port] = name, body
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
            connection.request("POST", "/2015-03-31/functions/function/invocations", body)
            return connection.getresponse().read()
        finally:
            del self.working[port]
            self.idle[name].put(port)

    def upload(self, key, path, seen=None):
        """Uploads a video to S3 and to the folder of our Rekognition, which gets another file if `seen` is given."""
        place = self.videos / "input" / key
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(pathlib.Path(seen or path).read_bytes())
        with open(path, "rb") as file:
            self.client("s3").put_object(Bucket="input", Key=key, Body=file)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()
        self.front.shutdown()
