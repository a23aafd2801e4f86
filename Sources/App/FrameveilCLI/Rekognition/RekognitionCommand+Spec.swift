import Rekognition

extension RekognitionCommand {
  static let spec = CommandSpec(
    name: "rekognition", summary: "Start Amazon Rekognition jobs, wait for them, and get their results.",
    operands: ["ACTION", "TARGET"], minimumOperands: 2,
    options: [
      .init(
        name: "--kind", value: "KIND",
        help:
          "kind of the job:\n\(JobKind.allCases.map(\.rawValue).joined(separator: ", "));\ndefault: "
          + JobKind.faces.rawValue),
      .init(name: "--collection", value: "ID", help: "with --kind search: the face collection to search"),
      .init(
        name: "--min-confidence", value: "C",
        help: "omit labels, text, moderation or shots with a confidence below C, 0 to 100;\n"
          + "default: that of Rekognition; faces are never omitted"),
      .init(
        name: "--min-similarity", value: "S",
        help: "with --kind search: minimum similarity of a match, 0 to 100; default: that of\nRekognition"),
      .init(name: "--tag", value: "TAG", help: "JobTag, which the completion notification contains"),
      .init(
        name: "--token", value: "TOKEN",
        help: "ClientRequestToken: starts with the same token start one job; default: a new token"),
      .init(name: "--sns-topic", value: "ARN", help: "SNS topic for the completion notification"),
      .init(name: "--role", value: "ARN", help: "IAM role with which Rekognition publishes to the topic"),
      .init(
        name: "--slot-wait", value: "SECONDS",
        help:
          "maximum wait for a free job slot while the account's job limit is reached,\n"
          + "0 to 86400; default: 1800"),
      .init(
        name: "--output", short: "-o", value: "FILE",
        help: "with get: output file for all pages: a path, s3://BUCKET/KEY, or - for standard\noutput",
        use: .writes),
      .init(name: "--force", short: "-f", help: "overwrite FILE if it exists"),
      .init(name: "--quiet", short: "-q", help: "print only the job and errors"),
    ],
    notes: """
      ACTIONS
        start s3://BUCKET/KEY    start a job on a video and print its JobId
        wait JOBID               wait until the job has succeeded; exit with an error if it failed
        get JOBID -o FILE        get all results of the job, one page per line, as input for --detections
                                 (segments: for --shots)
        get s3://BUCKET/KEY -o FILE
                                 start a job, wait for it, and get its results
      wait and get need the --kind with which the job was started. The bucket must be in the region of the
      Rekognition endpoint (AWS_REGION). AWS_ENDPOINT_URL_REKOGNITION selects a local service.

      EXAMPLES
        frameveil rekognition get s3://in/video.mp4 -o faces.json
        job=$(frameveil rekognition start s3://in/video.mp4 --kind segments)
        frameveil rekognition wait "$job" --kind segments
        frameveil rekognition get "$job" --kind segments -o shots.json
      """)
}
