import LambdaRuntime

/// What the log and the metrics tell of a request: identities, counts and times. Never what is in an image.
struct ImageRecord {
  private let context: InvocationContext
  private let requestID: String
  private let start: Int64
  private var detectionSeconds: Double?

  init(_ event: HTTPRequestEvent, _ context: InvocationContext) {
    (self.context, requestID, start) = (context, event.requestID, context.clock.now())
  }

  /// Milliseconds since 1970.
  var now: Int64 { context.clock.now() }

  private var seconds: Double { Double(now - start) / 1000 }

  /// Notes that Rekognition has answered.
  mutating func noteDetection(warning: String?) {
    detectionSeconds = seconds
    if let warning { context.log.warning(warning) }
  }

  /// Pages are no requests of the API: its metrics do not count them.
  func servePage() { context.log.info("the page is served", ["request": .text(requestID)]) }

  func succeed(_ result: ImageResult, isRepeated: Bool) {
    let seconds = seconds
    context.log.info(
      isRepeated ? "an image was analysed before" : "an image is analysed",
      [
        "request": .text(requestID), "id": .text(result.id), "format": .text(result.image.format),
        "bytes": .whole(result.image.bytes),
        "features": .list(result.features.map { .text($0.rawValue) }),
        "labels": .whole(result.labels?.count ?? 0), "faces": .whole(result.faces?.count ?? 0),
        "texts": .whole(result.text?.count ?? 0), "moderation": .whole(result.moderation?.count ?? 0),
        "regions": .whole(result.hidden.regions), "seconds": .number(seconds),
      ])
    var metrics = common(seconds, clientErrors: 0, serverErrors: 0)
    metrics.append(Metric("Repeats", .count, isRepeated ? 1 : 0))
    if !isRepeated {
      metrics += [
        Metric("Labels", .count, Double(result.labels?.count ?? 0)),
        Metric("Faces", .count, Double(result.faces?.count ?? 0)),
        Metric("Texts", .count, Double(result.text?.count ?? 0)),
        Metric("Regions", .count, Double(result.hidden.regions)),
        Metric("ImageBytes", .bytes, Double(result.image.bytes)),
        Metric("RekognitionSeconds", .seconds, detectionSeconds ?? 0),
      ]
    }
    context.log.metrics(metrics)
  }

  /// - Parameter cause: what the client is not told.
  func fail(_ failure: HTTPFailure, _ cause: any Error) {
    let fields: LogLine.Fields = [
      "request": .text(requestID), "status": .whole(failure.status), "code": .text(failure.code),
      "error": .text(cause is HTTPFailure ? failure.message : FunctionFailure(cause).message),
    ]
    let isClient = failure.status < 500 && failure.status != 429
    if isClient {
      context.log.warning("the request was refused", fields)
    } else {
      context.log.error("the request failed", fields)
    }
    context.log.metrics(common(seconds, clientErrors: isClient ? 1 : 0, serverErrors: isClient ? 0 : 1))
  }

  private func common(_ seconds: Double, clientErrors: Double, serverErrors: Double) -> [Metric] {
    [
      Metric("Requests", .count, 1), Metric("ClientErrors", .count, clientErrors),
      Metric("ServerErrors", .count, serverErrors), Metric("Seconds", .seconds, seconds),
    ]
  }
}
