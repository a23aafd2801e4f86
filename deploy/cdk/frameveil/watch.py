"""CloudWatch alarms and a dashboard."""
from aws_cdk import Duration, aws_cloudwatch as cw, aws_cloudwatch_actions as actions, aws_sns as sns
from constructs import Construct

FIVE_MINUTES = Duration.minutes(5)


class Watch(Construct):
    """The metrics of the namespace Frameveil come from the logs of the functions `blur` and `analyze-image` (embedded
    metric format)."""

    def __init__(self, scope, settings, functions, state_machine, images=None):
        super().__init__(scope, "Watch")
        self._topic = settings.alarmTopicArn and sns.Topic.from_topic_arn(self, "Topic", settings.alarmTopicArn)
        queue = functions.dead_letters
        self._alarms = [
            self._alarm("FailedExecutions", state_machine.metric_failed(period=FIVE_MINUTES), 1,
                        "An execution failed: the reason is in ….error.json in the output bucket"),
            self._alarm("TimedOutExecutions", state_machine.metric_timed_out(period=FIVE_MINUTES), 1,
                        "An execution exceeded its timeout of three days; no failure record was written"),
            self._alarm("FunctionErrors", _errors(functions), 3,
                        "Functions fail: see their logs"),
            self._alarm("SpanFunctionErrors", _span_errors(functions), 3,
                        "Functions that redact long videos fail: see their logs"),
            self._alarm("DeadLetters", queue.metric_approximate_number_of_messages_visible(period=FIVE_MINUTES), 1,
                        "S3 events are in the dead-letter queue: their videos were not processed"),
            self._alarm("DeadLetterAge",
                        queue.metric_approximate_age_of_oldest_message(period=FIVE_MINUTES), 10 * 86400,
                        "An event in the dead-letter queue is ten days old and will be deleted after fourteen"),
            self._alarm("EventAge", functions.receive.metric(
                            "AsyncEventAge", period=FIVE_MINUTES, statistic="Maximum"), 15 * 60 * 1000,
                        "S3 events are delayed by 15 minutes or more"),
        ]
        if images:
            self._alarms += self._alarms_of_images(images)
        self._draw(functions, state_machine, images)

    def _alarms_of_images(self, images):
        return [
            self._alarm("ImageServerErrors", images.api.metric_server_error(period=FIVE_MINUTES), 3,
                        "The image API answers with 5xx: see its access log and the log of its function"),
            # What goes wrong in a request is a response, so an error is a crash or a timeout.
            self._alarm("ImageFunctionErrors", images.function.metric_errors(period=FIVE_MINUTES), 1,
                        "The function of the image API crashes or exceeds its timeout: see its log"),
        ]

    def _alarm(self, name, metric, threshold, description):
        alarm = cw.Alarm(
            self, name, metric=metric, threshold=threshold, evaluation_periods=1, alarm_description=description,
            comparison_operator=cw.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cw.TreatMissingData.NOT_BREACHING)
        if self._topic:
            alarm.add_alarm_action(actions.SnsAction(self._topic))
        return alarm

    def _draw(self, functions, state_machine, images):
        board = cw.Dashboard(self, "Dashboard")
        board.add_widgets(cw.AlarmStatusWidget(title="Alarms", alarms=self._alarms, width=24, height=3))
        board.add_widgets(
            _graph("Videos", [
                state_machine.metric_started(), state_machine.metric_succeeded(), state_machine.metric_failed()]),
            _graph("Frames and faces", [_search("Frames", "Sum"), _search("Faces", "Sum")]),
            _graph("Review items", [_search("WeakSpots", "Sum")]))
        board.add_widgets(
            _graph("Frames per second", [_search("FramesPerSecond", "Average")]),
            _graph("Seconds of blur", [
                functions.blur.metric_duration(statistic="Maximum"), functions.blur.metric_duration(),
                functions.plan.metric_duration(statistic="Maximum"),
                functions.blur_span.metric_duration(statistic="Maximum"),
                functions.join.metric_duration(statistic="Maximum")]),
            _graph("Peak memory", [_search("PeakRSS", "Maximum")]))
        if images:
            board.add_widgets(
                _graph("Image requests", [
                    images.api.metric_count(), images.api.metric_client_error(), images.api.metric_server_error()]),
                _graph("Hidden regions of images", [_search("Regions", "Sum")]),
                _graph("Milliseconds of image requests", [
                    images.api.metric_latency(statistic="p50"), images.api.metric_latency(statistic="p99")]))


def _errors(functions):
    """Errors of all functions but StartDetection, whose LimitExceededException is expected and retried."""
    watched = {
        "receive": functions.receive, "check": functions.check_job, "get": functions.get_detections,
        "blur": functions.blur, "record": functions.record_failure}
    if functions.resume:
        watched.update(wait=functions.await_message, resume=functions.resume)
    return _sum(watched)


def _span_errors(functions):
    """Errors of the functions that only long videos need. An alarm takes up to ten metrics."""
    return _sum({"plan": functions.plan, "span": functions.blur_span, "join": functions.join,
                 "remove": functions.remove_pieces})


def _sum(watched):
    return cw.MathExpression(
        expression=" + ".join(watched), label="errors", period=FIVE_MINUTES,
        using_metrics={name: function.metric_errors() for name, function in watched.items()})


def _search(metric, statistic):
    """Finds a metric with any dimensions."""
    return cw.MathExpression(
        expression=f"SEARCH('Namespace=\"Frameveil\" MetricName=\"{metric}\"', '{statistic}')",
        label=metric, using_metrics={}, period=FIVE_MINUTES)


def _graph(title, metrics):
    return cw.GraphWidget(title=title, left=metrics, width=8, period=FIVE_MINUTES)
