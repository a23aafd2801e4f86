import Rekognition

extension RekognitionCommand {
  static let spec = CommandSpec(
    name: "rekognition", summary: "Starts, waits for and gets jobs of Amazon Rekognition.",
    operands: ["ACTION", "TARGET"], leastOperands: 2,
    options: [
      .init(
        name: "--kind", value: "KIND",
        help:
          "what the job looks for:\n\(JobKind.allCases.map(\.rawValue).joined(separator: ", "));\ndefault: "
          + JobKind.faces.rawValue),
      .init(name: "--collection", value: "ID", help: "with search: the collection in which faces have names"),
      .init(
        name: "--min-confidence", value: "C",
        help: "leave out labels, text, moderation or shots below this confidence, 0\nto 100; default: "
          + "Rekognition's. Faces are always told all"),
      .init(
        name: "--min-similarity", value: "S",
        help: "with search: what matches less, 0 to 100, is no match; default: Rekognition's"),
      .init(name: "--tag", value: "TAG", help: "the JobTag, which the completion message carries"),
      .init(
        name: "--token", value: "TOKEN",
        help: "the ClientRequestToken: two starts with the same are one job;\ndefault: a new one"),
      .init(name: "--sns-topic", value: "ARN", help: "where Rekognition tells that the job is done"),
      .init(name: "--role", value: "ARN", help: "the role with which it may do so"),
      .init(
        name: "--slot-wait", value: "SECONDS",
        help:
          "how long to wait while as many jobs as the account may have are open,\n0 to 86400; default: 1800"),
      .init(
        name: "--output", short: "-o", value: "FILE",
        help: "with get: the answer, all pages; a path, s3://BUCKET/KEY, or - for\nstandard output",
        use: .writes),
      .init(name: "--force", short: "-f", help: "replace FILE if it exists"),
      .init(name: "--quiet", short: "-q", help: "print nothing but the job and errors"),
    ],
    notes: """
      ACTIONS
        start s3://BUCKET/KEY    start a job over a video; prints its JobId
        wait JOBID               return when it has succeeded, or with an error when it failed
        get JOBID -o FILE        get all it found, a page on each line, as --detections takes it (and
                                 --shots the segments)
        get s3://BUCKET/KEY -o FILE
                                 all three
      wait and get must be told the --kind that the job was started with. The bucket must be in the region in which
      Rekognition is asked (AWS_REGION). AWS_ENDPOINT_URL_REKOGNITION names a local Rekognition.

      EXAMPLES
        frameveil rekognition get s3://in/video.mp4 -o faces.json
        job=$(frameveil rekognition start s3://in/video.mp4 --kind segments)
        frameveil rekognition wait "$job" --kind segments
        frameveil rekognition get "$job" --kind segments -o shots.json
      """)
}
