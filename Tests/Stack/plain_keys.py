"""A filter behind s3api that maps access keys to users of tempauth, whose names (`account:user`) contain a colon."""


def filter_factory(global_conf, **users):
    def make(app):
        def plain_keys(environ, start_response):
            details = environ.get("s3api.auth_details")
            user = details and users.get(details["access_key"])
            if user:
                environ["PATH_INFO"] = environ["PATH_INFO"].replace(details["access_key"], user, 1)
                details["access_key"] = user
            return app(environ, start_response)
        return plain_keys
    return make
